import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { MatMenuModule } from '@angular/material/menu'
import { RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Language as LanguageCode } from '@portolan/contracts'
import { colleagueName } from '../data/colleagues'
import { Session } from '../data/session'
import { Appearance, densities, schemes } from '../ui/appearance'
import { Avatar } from '../ui/avatar'
import { Language, shippedLanguages } from '../ui/language'
import { Notices } from '../ui/notices'
import { Keyboard } from './keys/keyboard'

@Component({
  selector: 'app-user-menu',
  imports: [MatButtonModule, MatIconModule, MatMenuModule, RouterLink, TranslocoDirective, Avatar],
  templateUrl: './user-menu.html',
  styleUrl: './user-menu.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UserMenu {
  private readonly notices = inject(Notices)
  protected readonly session = inject(Session)
  protected readonly keyboard = inject(Keyboard)
  protected readonly appearance = inject(Appearance)
  protected readonly language = inject(Language)
  protected readonly languages = shippedLanguages
  protected readonly schemes = schemes
  protected readonly densities = densities
  protected readonly name = computed(() => {
    const user = this.session.user()
    return user ? colleagueName(user) : ''
  })
  protected async speak(language: LanguageCode) {
    try {
      await this.session.speak(language)
    } catch (error) {
      this.notices.failed(error)
    }
  }

  protected async signOut() {
    try {
      await this.session.signOut()
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
