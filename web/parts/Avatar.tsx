/** How an animal is drawn: colours, ears, what is around the mouth and what is special. */
interface Animal {
  readonly back: string
  readonly fur: string
  readonly dark: string
  readonly ears: 'round' | 'pointed' | 'long' | 'horns' | 'flop' | 'none'
  readonly mouth: 'muzzle' | 'beak' | 'snout' | 'whiskers'
  readonly extra?: 'stripes' | 'mane' | 'patches' | 'crest' | 'forehead'
}

const ANIMALS: readonly Animal[] = [
  { back: '#b5452f', fur: '#c98c52', dark: '#5b3418', ears: 'horns', mouth: 'snout' },
  { back: '#2f6f73', fur: '#b9b4ad', dark: '#5d5852', ears: 'round', mouth: 'whiskers' },
  {
    back: '#355c3a',
    fur: '#f0a043',
    dark: '#5a2c0c',
    ears: 'round',
    mouth: 'muzzle',
    extra: 'stripes',
  },
  { back: '#7a5aa6', fur: '#f4ece4', dark: '#c78b91', ears: 'long', mouth: 'whiskers' },
  {
    back: '#8c2f39',
    fur: '#4fa36a',
    dark: '#1d5133',
    ears: 'horns',
    mouth: 'muzzle',
    extra: 'mane',
  },
  { back: '#c08a2d', fur: '#79b567', dark: '#33602b', ears: 'none', mouth: 'snout' },
  {
    back: '#3b5c94',
    fur: '#a8744a',
    dark: '#4a2c17',
    ears: 'pointed',
    mouth: 'snout',
    extra: 'mane',
  },
  {
    back: '#5f7f4b',
    fur: '#f2e8da',
    dark: '#8a7460',
    ears: 'flop',
    mouth: 'muzzle',
    extra: 'crest',
  },
  {
    back: '#a35a2e',
    fur: '#8a5a3b',
    dark: '#f0cfa4',
    ears: 'round',
    mouth: 'muzzle',
    extra: 'forehead',
  },
  { back: '#2e6d97', fur: '#fff3e0', dark: '#d8572a', ears: 'none', mouth: 'beak', extra: 'crest' },
  {
    back: '#6c7f9c',
    fur: '#d9a066',
    dark: '#7a4a22',
    ears: 'flop',
    mouth: 'muzzle',
    extra: 'patches',
  },
  { back: '#9d4b78', fur: '#f3b8b0', dark: '#c9766f', ears: 'pointed', mouth: 'snout' },
  {
    back: '#38745f',
    fur: '#f6f3ee',
    dark: '#2b2a2a',
    ears: 'round',
    mouth: 'muzzle',
    extra: 'patches',
  },
  {
    back: '#274b63',
    fur: '#e2793a',
    dark: '#fff0dd',
    ears: 'pointed',
    mouth: 'muzzle',
    extra: 'forehead',
  },
  {
    back: '#84602f',
    fur: '#e7b558',
    dark: '#7c4a17',
    ears: 'round',
    mouth: 'whiskers',
    extra: 'mane',
  },
  {
    back: '#4b4a86',
    fur: '#8d7a6b',
    dark: '#f3dfb7',
    ears: 'pointed',
    mouth: 'beak',
    extra: 'forehead',
  },
]

/** One of sixteen drawn animals. Any number will do; it wraps around. A name stands beside it. */
export function Avatar({ index }: { index: number }) {
  const animal = ANIMALS[Math.abs(index) % ANIMALS.length]!
  return (
    <svg class="avatar-picture" viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" fill={animal.back} />
      <circle cx="20" cy="12" r="34" fill="#fff" opacity=".1" />
      {animal.extra === 'mane' && <circle cx="32" cy="36" r="25" fill={animal.dark} />}
      <Ears animal={animal} />
      <path d="M14 66c2-12 10-16 18-16s16 4 18 16z" fill={animal.fur} />
      <ellipse cx="32" cy="36" rx="18" ry="17.5" fill={animal.fur} />
      <Extra animal={animal} />
      <circle cx="25" cy="33" r="3" fill="#24150e" />
      <circle cx="39" cy="33" r="3" fill="#24150e" />
      <circle cx="26" cy="32" r="1" fill="#fff" />
      <circle cx="40" cy="32" r="1" fill="#fff" />
      <Mouth animal={animal} />
    </svg>
  )
}

function Ears({ animal }: { animal: Animal }) {
  const { fur, dark } = animal
  switch (animal.ears) {
    case 'round':
      return (
        <g>
          <circle cx="17" cy="21" r="8" fill={fur} />
          <circle cx="47" cy="21" r="8" fill={fur} />
          <circle cx="17" cy="21" r="4.4" fill={dark} />
          <circle cx="47" cy="21" r="4.4" fill={dark} />
        </g>
      )
    case 'pointed':
      return (
        <g fill={fur}>
          <path d="M14 31 13 11l16 11z" />
          <path d="m50 31 1-20-16 11z" />
          <path d="m17 25-1-9 7 6zM47 25l1-9-7 6z" fill={dark} />
        </g>
      )
    case 'long':
      return (
        <g>
          <ellipse cx="23" cy="14" rx="5.5" ry="15" fill={fur} transform="rotate(-8 23 14)" />
          <ellipse cx="41" cy="14" rx="5.5" ry="15" fill={fur} transform="rotate(8 41 14)" />
          <ellipse cx="23" cy="15" rx="2.6" ry="10" fill={dark} transform="rotate(-8 23 15)" />
          <ellipse cx="41" cy="15" rx="2.6" ry="10" fill={dark} transform="rotate(8 41 15)" />
        </g>
      )
    case 'horns':
      return (
        <g>
          <path
            d="M20 25C10 23 8 15 10 9c4 6 8 8 14 9zM44 25c10-2 12-10 10-16-4 6-8 8-14 9z"
            fill="#f5e6c8"
          />
          <ellipse cx="13" cy="30" rx="6" ry="4" fill={fur} />
          <ellipse cx="51" cy="30" rx="6" ry="4" fill={fur} />
        </g>
      )
    case 'flop':
      return (
        <g fill={dark}>
          <ellipse cx="14" cy="33" rx="5.5" ry="12" transform="rotate(14 14 33)" />
          <ellipse cx="50" cy="33" rx="5.5" ry="12" transform="rotate(-14 50 33)" />
        </g>
      )
    case 'none':
      return null
  }
}

function Extra({ animal }: { animal: Animal }) {
  const { dark } = animal
  switch (animal.extra) {
    case 'stripes':
      return (
        <g stroke={dark} stroke-width="2.6" stroke-linecap="round">
          <path d="M32 20v7M27 21l1 5M37 21l-1 5M15 36l6 1M15 42l6-1M49 36l-6 1M49 42l-6-1" />
        </g>
      )
    case 'patches':
      return (
        <g fill={dark}>
          <ellipse cx="24.5" cy="33" rx="6" ry="7" transform="rotate(18 24.5 33)" />
          <ellipse cx="39.5" cy="33" rx="6" ry="7" transform="rotate(-18 39.5 33)" />
          <circle cx="25" cy="33" r="4.2" fill="#fff" />
          <circle cx="39" cy="33" r="4.2" fill="#fff" />
        </g>
      )
    case 'crest':
      return <path d="M24 22c-2-8 4-7 4-11 4 2 4-3 8 0 0 4 6 4 3 11-4-3-11-3-15 0z" fill={dark} />
    case 'forehead':
      return (
        <path d="M32 46c-14 3-17-6-13-13 3-5 9-5 13 0 4-5 10-5 13 0 4 7 1 16-13 13z" fill={dark} />
      )
    default:
      return null
  }
}

function Mouth({ animal }: { animal: Animal }) {
  const line = {
    fill: 'none',
    stroke: '#24150e',
    'stroke-width': 1.6,
    'stroke-linecap': 'round',
  } as const
  switch (animal.mouth) {
    case 'muzzle':
      return (
        <g>
          <ellipse cx="32" cy="43" rx="8.5" ry="6.5" fill="#fff" opacity=".82" />
          <path d="M29 39.5h6l-3 3.4z" fill="#24150e" />
          <path d="M32 43v2.4m0 0c-1 2-4 2-5 .4m5-.4c1 2 4 2 5 .4" {...line} />
        </g>
      )
    case 'snout':
      return (
        <g>
          <ellipse cx="32" cy="44" rx="11" ry="7.5" fill={animal.dark} opacity=".75" />
          <ellipse cx="28" cy="43" rx="1.8" ry="2.4" fill="#24150e" />
          <ellipse cx="36" cy="43" rx="1.8" ry="2.4" fill="#24150e" />
          <path d="M28 48.6c2 1.4 6 1.4 8 0" {...line} />
        </g>
      )
    case 'beak':
      return <path d="M25 40c4-3 10-3 14 0-2 5-5 8-7 8s-5-3-7-8z" fill="#f0a92e" stroke="#9a5a10" />
    case 'whiskers':
      return (
        <g>
          <path d="M29.5 39.5h5l-2.5 3z" fill="#24150e" />
          <path d="M32 42.5v2m0 0c-1 2-4 2-5 .4m5-.4c1 2 4 2 5 .4" {...line} />
          <path d="M22 42l-9-2m9 4-9 1m29-3 9-2m-9 4 9 1" {...line} stroke-width="1.1" />
        </g>
      )
  }
}
