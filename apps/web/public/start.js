// Runs before anything else of the console is there. A stored choice of theme or density never flashes the other one.
try {
  const stored = JSON.parse(localStorage.getItem('portolan.appearance') ?? '{}')
  if (stored.scheme && stored.scheme !== 'system') document.documentElement.dataset.scheme = stored.scheme
  if (stored.density) document.documentElement.dataset.density = stored.density
} catch {
  // Storage is closed or holds something else: the system's theme stands.
}

// The words are on their way while the program that asks for them is: in the language that Language will choose.
try {
  const spoken = [JSON.parse(localStorage.getItem('portolan.language')), ...navigator.languages]
  const known = /^(?:en|es|fr|de|zh|ar|bg)\b/
  const language = spoken.find((tag) => known.test(tag ?? ''))?.slice(0, 2) ?? 'en'
  const words = document.createElement('link')
  Object.assign(words, { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: `/i18n/${language}.json` })
  document.head.append(words)
} catch {
  // They are asked for a moment later.
}
