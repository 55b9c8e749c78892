// Runs before anything else of the console is there: how a page will look, and what it needs, is known before the program
// that draws it has come. `data-arrival` comes from the build.
{
  const { words, scripts } = JSON.parse(document.currentScript.dataset.arrival ?? '{}')
  const root = document.documentElement

  const stored = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key))
    } catch {
      // Storage is closed or holds something else.
      return null
    }
  }

  const preload = (rel, href, how) =>
    document.head.append(Object.assign(document.createElement('link'), { rel, href, ...how }))

  // A stored choice of theme or density never flashes the other one.
  const { scheme, density } = stored('portolan.appearance') ?? {}
  if (scheme && scheme !== 'system') root.dataset.scheme = scheme
  if (density) root.dataset.density = density

  // In the language that Language will choose.
  const known = /^(?:en|es|fr|de|zh|ar|bg)\b/
  const spoken = [stored('portolan.language'), ...navigator.languages].map(String)
  const language = spoken.find((tag) => known.test(tag))?.slice(0, 2) ?? 'en'
  preload('preload', `/i18n/${language}.json`, { as: 'fetch', crossOrigin: 'anonymous' })

  /** The sign-in is renewed while its program is on the way; Session takes it up, or asks again for what failed here. */
  const renew = async () => {
    const headers = { 'content-type': 'application/json', 'accept-language': language }
    const answer = await fetch('/api/v1/auth/refresh', { method: 'POST', headers, body: '{}' })
    return answer.ok ? (await answer.json()).data : undefined
  }
  if (stored('portolan.signed-in'))
    globalThis.portolanRenewed = navigator.locks?.request('portolan.session', renew).catch(() => undefined)

  // Without a session every address but these leads to the sign-in.
  const isKnown =
    stored('portolan.signed-in') || /^\/(?:invitation|forgotten-password|new-password)\b/.test(location.pathname)
  const { signIn = [], shell = [], dashboard = [] } = scripts ?? {}
  const page = location.pathname === '/' ? [...shell, ...dashboard] : shell
  for (const script of isKnown ? page : signIn) preload('modulepreload', script)
  // Who signs in comes to the dashboard next.
  const fetchAhead = () => [...shell, ...dashboard].forEach((script) => preload('prefetch', script))
  if (!isKnown && !navigator.connection?.saveData) addEventListener('load', fetchAhead, { once: true })

  const signInPage = `<section class="card">
      <div class="brand"><img src="favicon.svg" alt="" width="40" height="40"><span>Portolan</span></div>
      <div><h1 data-word="heading"></h1><p class="muted" data-word="text"></p></div>
      <form><i></i><i></i><b></b></form>
    </section>`
  const dashboardPage = `<header></header><div class="column">
      <h1 data-word="dashboard"></h1><i></i><i class="figures"></i>
      <section class="sheet"><h2 data-word="revenue_by_country"></h2><i></i><i></i><i></i></section>
    </div>`

  /** The page as it will be, to read while its program is on the way; App takes it away. */
  class Arrival extends HTMLElement {
    connectedCallback() {
      this.setAttribute('aria-hidden', 'true')
      this.dir = language === 'ar' ? 'rtl' : 'ltr'
      this.className = isKnown ? 'inside' : 'outside'
      this.innerHTML = isKnown ? dashboardPage : signInPage
      for (const element of this.querySelectorAll('[data-word]'))
        element.textContent = words[language][element.dataset.word]
    }
  }
  if (words && (!isKnown || location.pathname === '/')) customElements.define('app-arrival', Arrival)
}
