// Runs before the first paint, so that a stored choice of theme or density never flashes the other one.
try {
  const stored = JSON.parse(localStorage.getItem('portolan.appearance') ?? '{}')
  if (stored.scheme && stored.scheme !== 'system') document.documentElement.dataset.scheme = stored.scheme
  if (stored.density) document.documentElement.dataset.density = stored.density
} catch {
  // Storage is closed or holds something else: the system's theme stands.
}
