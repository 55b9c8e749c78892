import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'
import { isLanguage } from '@portolan/contracts'
import { Language, shippedLanguages } from '../ui/language'

/** The language for somebody who is not signed in yet; the browser's own list, because this page must be light. */
@Component({
  selector: 'app-language-choice',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <select #choice [attr.aria-label]="t('user_menu.language')" (change)="choose(choice.value)">
        @for (option of languages; track option.code) {
          <option [value]="option.code" [lang]="option.code" [selected]="language.current() === option.code">
            {{ option.name }}
          </option>
        }
      </select>
      @if (failed()) {
        <p role="alert">{{ t('errors.unreachable') }}</p>
      }
    </ng-container>
  `,
  styles: `
    :host {
      justify-self: center;
    }
    select {
      min-block-size: 40px;
      padding-inline: var(--space-3);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
      background: var(--mat-sys-surface-container-lowest);
      color: var(--mat-sys-on-surface);
      font: var(--mat-sys-body-medium);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LanguageChoice {
  protected readonly language = inject(Language)
  protected readonly languages = shippedLanguages
  protected readonly failed = signal(false)

  protected async choose(language: string) {
    if (!isLanguage(language)) return
    try {
      await this.language.choose(language)
      this.failed.set(false)
    } catch {
      this.failed.set(true)
    }
  }
}
