// The few pages that people see.

export function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (sign) => names[sign]!)
}

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding-inline: 1rem }
h2 { margin-block: 2rem .5rem }
form, .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-block: .5rem }
label { display: grid; font-size: .85rem }
input, select, button { font: inherit; padding: .4rem .6rem; min-width: 0 }
button { cursor: pointer }
table { border-collapse: collapse; inline-size: 100% }
th, td { text-align: start; padding: .35rem .5rem; border-block-end: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
.scroll { overflow-x: auto }
[role=status] { min-block-size: 1.5em }
</style></head>
<body>${body}</body></html>
`
}
