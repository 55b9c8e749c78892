import { ChangeDetectionStrategy, Component, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { MatMenuModule } from '@angular/material/menu'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Language as LanguageCode } from '@portolan/contracts'
import { Language, shippedLanguages } from '../ui/language'
import { Notices } from '../ui/notices'

/** The language for somebody who is not signed in yet. */
@Component({
  selector: 'app-language-choice',
  imports: [MatButtonModule, MatIconModule, MatMenuModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'user_menu'">
      <button matButton type="button" [matMenuTriggerFor]="menu" [attr.aria-label]="t('language') + ': ' + name()">
        <mat-icon svgIcon="language" />{{ name() }}
      </button>
      <mat-menu #menu="matMenu">
        @for (option of languages; track option.code) {
          <button
            mat-menu-item
            type="button"
            role="menuitemradio"
            [lang]="option.code"
            [attr.aria-checked]="language.current() === option.code"
            (click)="choose(option.code)"
          >
            {{ option.name }}
          </button>
        }
      </mat-menu>
    </ng-container>
  `,
  styles: `
    :host {
      justify-self: center;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LanguageChoice {
  private readonly notices = inject(Notices)
  protected readonly language = inject(Language)
  protected readonly languages = shippedLanguages

  protected name(): string {
    return this.languages.find(({ code }) => code === this.language.current())?.name ?? ''
  }

  protected async choose(language: LanguageCode) {
    try {
      await this.language.choose(language)
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
