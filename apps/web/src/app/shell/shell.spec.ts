import { BreakpointObserver } from '@angular/cdk/layout'
import { ChangeDetectionStrategy, Component } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { Title } from '@angular/platform-browser'
import { MatMenuHarness } from '@angular/material/menu/testing'
import { MatSidenavHarness } from '@angular/material/sidenav/testing'
import { TitleStrategy, type Routes } from '@angular/router'
import { BehaviorSubject } from 'rxjs'
import { openPage } from '../../testing/console'
import { routes } from '../app.routes'
import { Failure } from '../data/failure'
import { Session } from '../data/session'
import { Appearance } from '../ui/appearance'
import { NotFound } from './not-found'
import { PageTitle } from './page-title'
import { Shell } from './shell'
import { Unsaved } from '../ui/unsaved'

@Component({ template: 'a page', changeDetection: ChangeDetectionStrategy.OnPush })
class Page {}

const at: Routes = [
  { path: 'sign-in', component: Page },
  {
    path: '',
    component: Shell,
    children: [
      { path: '', pathMatch: 'full', component: Page, title: 'titles.dashboard' },
      { path: 'orders', component: Page, title: 'titles.orders' },
      { path: '**', component: NotFound, title: 'titles.not_found' },
    ],
  },
]

function screen(width: number) {
  const matches = (query: string) => {
    const least = /min-width: ([\d.]+)px/.exec(query)?.[1] ?? 0
    const most = /max-width: ([\d.]+)px/.exec(query)?.[1] ?? Infinity
    return width >= Number(least) && width <= Number(most)
  }
  const useValue = {
    isMatched: matches,
    observe: (query: string) => new BehaviorSubject({ matches: matches(query), breakpoints: {} }),
  }
  return { provide: BreakpointObserver, useValue }
}

const open = (url: string, width = 1440, role: 'manager' | 'agent' = 'manager') =>
  openPage(url, at, { role, providers: [screen(width), { provide: TitleStrategy, useExisting: PageTitle }] })

beforeEach(() => localStorage.clear())

describe('the shell', () => {
  it('leads to what the role may open, and marks where it is', async () => {
    const page = await open('/orders')
    await page.settle()
    const links = [...page.element.querySelectorAll('nav a')]
    expect(links.map((link) => link.textContent.trim())).toEqual([
      'Dashboard',
      'Customers',
      'Orders',
      'Products',
      'Analytics',
      'Imports',
      'Exports',
      'Settings',
    ])
    expect(links.filter((link) => link.getAttribute('aria-current') === 'page')).toEqual([links[2]])
    expect(page.text).toContain('Meridian Trading')
  })

  it('shows agents no imports', async () => {
    const page = await open('/', 1440, 'agent')
    expect(page.element.querySelector('nav')?.textContent).not.toContain('Imports')
  })

  it('is a drawer on a phone, which closes when a page opens', async () => {
    const page = await open('/', 360)
    const drawer = await page.loader.getHarness(MatSidenavHarness)
    expect(await drawer.isOpen()).toBe(false)
    await page.click('Open navigation')
    expect(await drawer.isOpen()).toBe(true)
    await page.router.navigateByUrl('/orders')
    await page.settle()
    expect(await drawer.isOpen()).toBe(false)
  })

  it('is a rail in between', async () => {
    const page = await open('/', 1000)
    expect(page.element.querySelector('aside')?.classList).toContain('rail')
  })

  it('skips to the content', async () => {
    const page = await open('/')
    page.element.querySelector<HTMLElement>('.skip')?.click()
    expect(document.activeElement?.id).toBe('main')
  })

  it('names the page in the window’s title', async () => {
    const page = await open('/orders')
    await page.settle()
    expect(TestBed.inject(Title).getTitle()).toBe('Orders · Portolan')
    TestBed.inject(PageTitle).name('P-1041')
    await page.settle()
    expect(TestBed.inject(Title).getTitle()).toBe('P-1041 · Portolan')
  })

  it('has a page for addresses that lead nowhere', async () => {
    const page = await open('/nowhere')
    expect(page.text).toContain('There is nothing here')
  })

  it('goes to sign-in when the session ends, and remembers the page if it expired', async () => {
    const page = await open('/orders')
    TestBed.inject(Session).ended.next('expired')
    await page.settle()
    expect(page.router.url).toBe('/sign-in?return=%2Forders&ended=expired')
  })
})

describe('a session that ends over unsaved input', () => {
  it('is taken up again over the page that holds it', async () => {
    const page = await open('/orders')
    const release = TestBed.inject(Unsaved).hold(() => true)
    const session = TestBed.inject(Session)
    session.ended.next('expired')
    session.ended.next('expired')
    for (let turn = 0; turn < 50 && !document.querySelector('app-sign-in-again'); turn++) await page.settle()
    expect(document.querySelectorAll('app-sign-in-again')).toHaveLength(1)
    const password = document.querySelector<HTMLInputElement>('app-sign-in-again input[type=password]')
    if (!password) throw new Error('nothing asks for the password')
    password.value = 'secret'
    password.dispatchEvent(new Event('input'))
    document.querySelector<HTMLElement>('app-sign-in-again [type=submit]')?.click()
    await page.settle()
    expect(session.keepOpen).toHaveBeenCalled()
    expect(session.signInAgain).toHaveBeenCalledWith('secret')
    expect(page.router.url).toBe('/orders')
    expect(session.leave).not.toHaveBeenCalled()
    release()
  })
})

describe('the account menu', () => {
  it('switches theme and density, signs out, and says who is signed in', async () => {
    const page = await open('/')
    const menu = await page.loader.getHarness(MatMenuHarness)
    await menu.open()
    expect(document.querySelector('.who')?.textContent).toContain('Maria Costa')
    await menu.clickItem({ text: /Theme/ }, { text: /Dark/ })
    await menu.open()
    await menu.clickItem({ text: /Row height/ }, { text: /Compact/ })
    await page.settle()
    expect({ ...document.documentElement.dataset }).toMatchObject({ scheme: 'dark', density: 'compact' })
    expect(JSON.parse(localStorage.getItem('portolan.appearance') ?? '')).toEqual({
      scheme: 'dark',
      density: 'compact',
    })
    TestBed.inject(Appearance).scheme.set('system')
    await page.settle()
    expect(document.documentElement.dataset['scheme']).toBeUndefined()
    await menu.open()
    await menu.clickItem({ text: /Language/ }, { text: /English/ })
    expect(TestBed.inject(Session).speak).toHaveBeenCalledWith('en')
    await menu.open()
    await menu.clickItem({ text: /Sign out/ })
    expect(TestBed.inject(Session).signOut).toHaveBeenCalledTimes(1)
  })

  it('says when signing out could not be told to the server', async () => {
    const page = await open('/')
    jest.mocked(TestBed.inject(Session).signOut).mockRejectedValue(new Failure(0, 'network.unreachable', ''))
    const menu = await page.loader.getHarness(MatMenuHarness)
    await menu.open()
    await menu.clickItem({ text: /Sign out/ })
    await page.settle()
    expect(document.body.textContent).toContain('Check your connection')
  })
})

describe('the console’s addresses', () => {
  it('load each page by itself', async () => {
    const shell = routes.find((route) => route.path === '')
    for (const { loadChildren, loadComponent } of [...routes, ...(shell?.children ?? [])]) {
      expect(await (loadComponent ?? loadChildren)?.()).toBeTruthy()
    }
  }, 30_000)
})
