/** A table that reads well as plain text too: columns as wide as their widest cell. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const lines = [columns, ...rows].map((row) => row.map(String))
  const widths = columns.map((_, i) => Math.max(3, ...lines.map((line) => line[i]?.length ?? 0)))
  const isNumber = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number'))
  const cell = (text: string, i: number) =>
    isNumber[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)
  const rule = widths.map((width, i) => '-'.repeat(width - 1) + (isNumber[i] ? ':' : '-'))
  const [head = [], ...body] = lines.map((line) => `| ${line.map(cell).join(' | ')} |`)
  return [head, `| ${rule.join(' | ')} |`, ...body].join('\n')
}
