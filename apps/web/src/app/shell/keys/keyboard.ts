import { DOCUMENT, inject, Injectable } from '@angular/core'
import { MatDialog } from '@angular/material/dialog'
import { Router } from '@angular/router'
import { Session } from '../../data/session'
import { places } from '../places'
import { Letters } from './letters'
import { openKeySheet } from './open-key-sheet'

/** How long `g` waits for its second key. */
const waitMs = 1500

/**
 * Keys that work wherever nobody types. Single letters can be switched off (WCAG 2.1.4: speech input would press them);
 * Ctrl+K or Cmd+K, which takes a modifier, always works.
 */
@Injectable({ providedIn: 'root' })
export class Keyboard {
  private readonly document = inject(DOCUMENT)
  private readonly dialog = inject(MatDialog)
  private readonly router = inject(Router)
  private readonly session = inject(Session)
  private readonly letters = inject(Letters)
  private going: ReturnType<typeof setTimeout> | undefined

  press(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || event.repeat || this.dialog.openDialogs.length > 0) return
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault()
      void this.openPalette()
    } else if (this.letters.on() && !event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target)) {
      if (this.letter(event.key)) event.preventDefault()
    }
  }

  async openPalette() {
    const { Palette } = await import('./palette')
    this.dialog.open(Palette, { width: 'min(640px, 94vw)', position: { top: '12vh' }, autoFocus: 'input' })
  }

  openSheet(): Promise<void> {
    return openKeySheet(this.dialog)
  }

  /** True when the key means something. */
  private letter(key: string): boolean {
    if (this.going !== undefined) {
      this.stopGoing()
      return this.goTo(key)
    }
    switch (key) {
      case 'g':
        this.going = setTimeout(() => this.stopGoing(), waitMs)
        return true
      case '/':
        return this.focusSearch()
      case '?':
        void this.openSheet()
        return true
      case 'j':
        return this.step(1)
      case 'k':
        return this.step(-1)
      case 'x':
        return this.click(this.row()?.querySelector('input[type=checkbox]'))
      case 'p':
        return this.click(this.row()?.querySelector('.peek'))
      case 'e':
        return this.click(this.document.querySelector('main [data-key=edit]'))
      default:
        return false
    }
  }

  private stopGoing() {
    clearTimeout(this.going)
    this.going = undefined
  }

  private goTo(letter: string): boolean {
    const place = places.find((one) => one.letter === letter && this.session.can(one.permission))
    if (place) void this.router.navigateByUrl(place.link)
    return place !== undefined
  }

  private focusSearch(): boolean {
    const box = this.document.querySelector<HTMLInputElement>('main input[type=search]')
    if (box) box.focus()
    else void this.openPalette()
    return true
  }

  /** Along the rows of the page's list; Enter then opens the one that has the focus. */
  private step(by: 1 | -1): boolean {
    const links = [...this.document.querySelectorAll<HTMLElement>('main table a.open')]
    const here = links.findIndex((link) => link.closest('tr')?.contains(this.document.activeElement))
    const next = links[here < 0 && by < 0 ? links.length - 1 : Math.min(links.length - 1, Math.max(0, here + by))]
    next?.focus()
    return next !== undefined
  }

  private row(): Element | null | undefined {
    return this.document.activeElement?.closest('main tr')
  }

  private click(control: Element | null | undefined): boolean {
    if (!(control instanceof HTMLElement)) return false
    control.click()
    return true
  }
}

function types(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  const widget = '[role=menu], [role=listbox], [role=combobox], [role=textbox], [contenteditable=true]'
  return target.matches('textarea, select') || target.closest(widget) !== null
}
