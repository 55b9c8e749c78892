import { ChangeDetectionStrategy, Component } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { MatSlideToggleHarness } from '@angular/material/slide-toggle/testing'
import type { Routes } from '@angular/router'
import { aCustomer, aProduct, anOrder, list, refusal } from '../../../testing/answers'
import { openPage, type OpenPage } from '../../../testing/console'
import { Appearance } from '../../ui/appearance'
import { Shell } from '../shell'
import { Keyboard } from './keyboard'

@Component({
  template: `
    <main>
      <input type="search" /><textarea></textarea
      ><button type="button" data-key="edit" (click)="edited = true">Edit</button>
      <table>
        <tr>
          <td><input type="checkbox" (click)="ticked = true" /><a class="open" href="#first">First</a></td>
        </tr>
        <tr>
          <td><a class="open" href="#second">Second</a></td>
        </tr>
      </table>
    </main>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class ListPage {
  edited = false
  ticked = false
}

const at: Routes = [{ path: '', component: Shell, children: [{ path: '**', component: ListPage }] }]

async function press(page: OpenPage, key: string, modifiers: KeyboardEventInit = {}) {
  const target = document.activeElement ?? document.body
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, keyCode: codes[key], bubbles: true, cancelable: true, ...modifiers }),
  )
  await page.settle()
}

/** The key manager reads the old codes. */
const codes: Record<string, number> = { ArrowDown: 40, ArrowUp: 38, Enter: 13, Escape: 27 }

const focused = () => document.activeElement?.textContent
const box = () => document.querySelector<HTMLInputElement>('app-palette input')
const active = () => document.querySelector('app-palette .active')?.textContent.trim()

async function type(page: OpenPage, text: string) {
  const input = box()
  if (!input) throw new Error('the palette is not open')
  input.value = text
  input.dispatchEvent(new Event('input'))
  await page.settle()
}

async function openPalette(page: OpenPage) {
  await press(page, 'k', { ctrlKey: true })
  for (let tries = 0; !box() && tries < 50; tries++) await page.settle()
}

/** Typing rests a moment before it is searched for. */
async function searched(page: OpenPage, path: string, answer: object, status = 200) {
  for (let tries = 0; tries < 100; tries++) {
    try {
      return await page.reply(path, answer, status)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  throw new Error(`nothing asked for ${path}`)
}

beforeEach(() => localStorage.clear())

describe('keys', () => {
  it('lead to places after g', async () => {
    const page = await openPage('/', at)
    await press(page, 'g')
    await press(page, 'o')
    expect(page.router.url).toBe('/orders')
  })

  it('do not lead where the role may not go', async () => {
    const page = await openPage('/', at, { role: 'agent' })
    await press(page, 'g')
    await press(page, 'i')
    expect(page.router.url).toBe('/')
  })

  it('walk the rows of a list, tick one, edit, and reach its search box', async () => {
    const page = await openPage('/', at)
    await press(page, 'j')
    expect(focused()).toBe('First')
    await press(page, 'j')
    expect(focused()).toBe('Second')
    await press(page, 'k')
    await press(page, 'x')
    await press(page, 'e')
    await press(page, '/')
    expect(document.activeElement?.getAttribute('type')).toBe('search')
  })

  it('are letters where somebody types', async () => {
    const page = await openPage('/', at)
    page.element.querySelector('textarea')?.focus()
    await press(page, 'g')
    await press(page, 'o')
    expect(page.router.url).toBe('/')
  })

  it('can be switched off, but for the one with a modifier', async () => {
    const page = await openPage('/', at)
    await TestBed.inject(Keyboard).openSheet()
    await (await page.loader.getHarness(MatSlideToggleHarness)).uncheck()
    await page.click('Close')
    await press(page, 'g')
    await press(page, 'o')
    expect(page.router.url).toBe('/')
    expect(localStorage.getItem('portolan.keys')).toBe('false')
    await openPalette(page)
    expect(box()).not.toBeNull()
  })
})

describe('the palette', () => {
  it('goes to a place by its name, and gives the focus back on Escape', async () => {
    const page = await openPage('/', at)
    const before = page.element.querySelector<HTMLElement>('.search')
    before?.focus()
    await openPalette(page)
    await type(page, 'ana')
    expect(active()).toContain('Analytics')
    await press(page, 'Enter')
    expect(page.router.url).toBe('/analytics')
    expect(box()).toBeNull()
    expect(document.activeElement).toBe(before)
  })

  it('finds customers, orders and products, each in a group of its own', async () => {
    const page = await openPage('/', at)
    await openPalette(page)
    await type(page, 'lovelace')
    const request = await searched(page, '/customers', list([aCustomer()]))
    expect(request.params.get('q')).toBe('lovelace')
    await page.reply('/orders', list([anOrder({ id: 'an-order', order_number: 'P-7' })]))
    await page.reply('/products', list([aProduct()]))
    const groups = [...document.querySelectorAll('app-palette h3')].map((heading) => heading.textContent)
    expect(groups).toEqual(['Customers', 'Orders', 'Products'])
    expect(active()).toContain('Ada Lovelace')
    await press(page, 'ArrowDown')
    await press(page, 'Enter')
    expect(page.router.url).toBe('/orders/an-order')
  })

  it('acts', async () => {
    const page = await openPage('/', at)
    await openPalette(page)
    await type(page, 'dark')
    await press(page, 'Enter')
    expect(TestBed.inject(Appearance).scheme()).toBe('dark')
  })

  it('says that nothing was found, and that a search did not answer', async () => {
    const page = await openPage('/', at)
    await openPalette(page)
    await type(page, 'zz')
    await searched(page, '/customers', list([]))
    await page.reply('/orders', list([]))
    await page.reply('/products', list([]))
    expect(document.querySelector('app-palette .note')?.textContent).toContain('Nothing is called that')
    await type(page, 'zzz')
    await searched(page, '/customers', refusal('query.too_slow', 'Too slow'), 503)
    expect(document.querySelector('app-palette .note')?.textContent).toContain('did not answer')
  })

  it('waits for two characters', async () => {
    const page = await openPage('/', at)
    await openPalette(page)
    await type(page, 'z')
    expect(document.querySelector('app-palette .note')?.textContent).toContain('two characters')
  })
})
