import { effect, inject, Injectable, signal } from '@angular/core'
import { Title } from '@angular/platform-browser'
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router'
import { TranslocoService } from '@jsverse/transloco'
import { Language } from '../ui/language'

/** A route's `title` is a translation key; a page that knows better (a customer's name) calls `name`. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly key = signal<string | undefined>(undefined)
  private readonly subject = signal<string | undefined>(undefined)

  constructor() {
    super()
    effect(() => {
      this.language.current()
      const key = this.key()
      const text = this.subject() ?? (key ? this.transloco.translate(key) : undefined)
      this.title.setTitle(text ? `${text} · Portolan` : 'Portolan')
    })
  }

  override updateTitle(snapshot: RouterStateSnapshot) {
    this.subject.set(undefined)
    this.key.set(this.buildTitle(snapshot))
  }

  name(subject: string | undefined) {
    this.subject.set(subject)
  }
}
