/** Origins that look like a good one, as attackers register and send them; none is it. */
export function hostileOrigins(own: string): string[] {
  const { protocol, hostname, port, host } = new URL(own)
  const other = protocol === 'http:' ? 'https:' : 'http:'
  return [
    'null',
    'https://stranger.example',
    `${own}.stranger.example`,
    `${protocol}//${hostname}.stranger.example:${port}`,
    `${protocol}//stranger-${host}`,
    `${protocol}//stranger.${host}`,
    `${protocol}//stranger.example/${host}`,
    `${protocol}//stranger.example?${own}`,
    `${protocol}//stranger.example#${own}`,
    `${protocol}//${host}@stranger.example`,
    `${protocol}//user@${host}`,
    `${other}//${host}`,
    `ws://${host}`,
    `file://${host}`,
    `${protocol}//${hostname}`,
    `${protocol}//${hostname}:${Number(port) + 1}`,
    `${protocol}//${hostname}:${port}0`,
    `${protocol}//${hostname}.:${port}`,
    `${own}/`,
    `${own}, https://stranger.example`,
    `https://stranger.example ${own}`,
    own.toUpperCase(),
    own.slice(0, -1),
    '*',
    host,
    `//${host}`,
    'chrome-extension://abcdefgh',
    'undefined',
  ]
}
