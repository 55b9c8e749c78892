import { inject } from '@angular/core'
import { MatIconRegistry } from '@angular/material/icon'
import { DomSanitizer } from '@angular/platform-browser'

// Drawn for this console on a grid of 24, stroked in the colour of the text; nothing is fetched.
const drawings = {
  add: 'M12 5v14M5 12h14',
  adjust: 'M4 7h10M18 7h2M4 12h2M10 12h10M4 17h8M16 17h4M16 5v4M8 10v4M14 15v4',
  archive: 'M4 8h16v11H4zM3 4h18v4H3zM10 12h4',
  arrow_down: 'M12 5v14M6 13l6 6 6-6',
  arrow_up: 'M12 19V5M6 11l6-6 6 6',
  back: 'M19 12H5M11 6l-6 6 6 6',
  chart: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  check: 'M5 12.5 10 17.5 19 7',
  close: 'M6 6l12 12M18 6 6 18',
  columns: 'M4 5h16v14H4zM9.500 5v14M14.500 5v14',
  company: 'M4 20V6l8-3v17M12 9h8v11M2 20h20M7 9h2M7 13h2M15 13h2M15 16h2',
  compass: 'M12 2.5 14 12 12 21.5 10 12zM2.5 12 12 10l9.5 2-9.5 2z',
  contrast: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M15 5v14M18 7v10',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  customers:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6M18 14.500c2 .8 3.200 2.700 3.500 5.500',
  dashboard: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  density: 'M4 6h16M4 10h16M4 14h16M4 18h16',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  error: 'M12 8v5M12 16.500v.01M12 3 2.500 20h19z',
  expand: 'M6 9l6 6 6-6',
  expand_side: 'M9 5h10v10M19 5 8 16M5 9v10h10',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6',
  first: 'M18 6l-6 6 6 6M7 6v12',
  forward: 'M9 6l6 6-6 6',
  globe:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3.500 6 3.500 9S15 18 12 21c-3-3-3.500-6-3.500-9S9 6 12 3z',
  history: 'M4 12a8 8 0 1 0 2.500-5.800M4 4v4h4M12 8v4l3 2',
  id: 'M3 5h18v14H3zM8.500 11a1.800 1.800 0 1 0 0-.01M5.500 16c.5-2 1.500-2.800 3-2.800s2.500.8 3 2.800M15 9h3M15 12h3',
  imports: 'M12 3v10M8 9l4 4 4-4M4 15v5h16v-5',
  keyboard: 'M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M17.500 13.500v.01M6.500 13.500v.01M9 14.500h6',
  language: 'M4 6h9M8.500 4v2c0 4-2 7-5 8M5.500 9c1 2.500 3.500 4.500 6 5M12.500 20 17 9l4.500 11M14 17h6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  money:
    'M12 3v18M16.500 7c-1-1.300-2.600-2-4.500-2-2.500 0-4.500 1.200-4.500 3.400 0 4.800 9.500 2.300 9.500 7 0 2.300-2.200 3.600-5 3.600-2.200 0-4-.8-5-2.300',
  more: 'M12 6v.01M12 12v.01M12 18v.01',
  narrower: 'M2 12h7M6 9l3 3-3 3M22 12h-7M18 9l-3 3 3 3M12 5v14',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5M9 9h6M9 13h3',
  orders: 'M6 8h12l1 12H5zM9 8V7a3 3 0 0 1 6 0v1',
  preview: 'M3 5h18v14H3zM14 5v14M17 9h1.500M17 12h1.500',
  previous: 'M15 6l-6 6 6 6',
  products: 'M12 3 4 7v10l8 4 8-4V7zM4 7l8 4 8-4M12 11v10M8 5l8 4',
  refund: 'M8 9H4V5M4.500 9a8.500 8.500 0 1 1-.800 5',
  restore: 'M4 12a8 8 0 1 0 2.500-5.800M4 4v4h4',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.500 4.500',
  send: 'M21 3 3 10.500l7 3 3 7.500zM10 13.500 21 3',
  settings:
    'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 2.500v3M12 18.500v3M2.500 12h3M18.500 12h3M5.300 5.300l2.100 2.100M16.600 16.600l2.100 2.100M5.300 18.700l2.100-2.100M16.600 7.400l2.100-2.100',
  ship: 'M3 6h11v10H3zM14 10h4l3 3v3h-7zM7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17.500 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  sign_in: 'M14 4h5v16h-5M4 12h10M10 8l4 4-4 4',
  sign_out: 'M10 4H5v16h5M20 12H10M16 8l4 4-4 4',
  status: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2',
  table: 'M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14',
  tag: 'M4 4h8l8 8-8 8-8-8zM8.500 8.500v.01',
  upload: 'M12 16V5M7 9l5-5 5 5M4 20h16',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.600-4.300 3.500-6.500 7.500-6.500s6.900 2.200 7.500 6.500',
  wider: 'M12 5v14M9 12H2M5 9l-3 3 3 3M15 12h7M19 9l3 3-3 3',
} as const

/** Drawings that point along the line of text: the page turns them round where it runs from right to left. */
const along = new Set(['back', 'first', 'forward', 'previous', 'refund', 'send', 'ship', 'sign_in', 'sign_out'])

export type IconName = keyof typeof drawings

export function registerIcons() {
  const registry = inject(MatIconRegistry)
  const sanitizer = inject(DomSanitizer)
  for (const [name, path] of Object.entries(drawings)) {
    const turns = along.has(name) ? 'class="along" ' : ''
    const svg =
      `<svg ${turns}viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" ` +
      `stroke-linejoin="round"><path d="${path}"/></svg>`
    registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(svg))
  }
}
