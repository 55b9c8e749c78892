import { BreakpointObserver } from '@angular/cdk/layout'
import { NgTemplateOutlet } from '@angular/common'
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  viewChild,
  type ElementRef,
} from '@angular/core'
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { MatSidenavModule } from '@angular/material/sidenav'
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { filter, map } from 'rxjs'
import { Realtime } from '../data/realtime'
import { Session } from '../data/session'
import { BulkProgress } from '../pages/customers/bulk-progress'
import { Unsaved } from '../ui/unsaved'
import { Keyboard } from './keys/keyboard'
import { places } from './places'
import { Tray } from './tray/tray'
import { UserMenu } from './user-menu'

@Component({
  selector: 'app-shell',
  imports: [
    MatButtonModule,
    MatIconModule,
    MatSidenavModule,
    NgTemplateOutlet,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    TranslocoDirective,
    BulkProgress,
    Tray,
    UserMenu,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
  host: { '(document:keydown)': 'keyboard.press($event)' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Shell {
  private readonly router = inject(Router)
  private readonly screen = inject(BreakpointObserver)
  private readonly dialog = inject(MatDialog)
  private readonly unsaved = inject(Unsaved)
  private askingAgain: Promise<boolean> | undefined
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main')
  protected readonly session = inject(Session)
  protected readonly keyboard = inject(Keyboard)
  protected readonly places = computed(() => places.filter(({ permission }) => this.session.can(permission)))
  protected readonly narrow = this.matches('(max-width: 839.98px)')
  protected readonly rail = this.matches('(min-width: 840px) and (max-width: 1199.98px)')
  protected readonly drawerOpen = signal(false)

  constructor() {
    // A page opened on a phone closes the drawer it was opened from.
    this.router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.drawerOpen.set(false))
    void inject(Realtime).start()
    this.session.ended.pipe(takeUntilDestroyed()).subscribe((how) => void this.leave(how))
    effect(() => {
      if (!this.narrow()) this.drawerOpen.set(false)
    })
  }

  protected skip(event: Event) {
    event.preventDefault()
    this.main().nativeElement.focus()
  }

  private async leave(how: 'signed-out' | 'expired') {
    if (how === 'expired' && this.unsaved.any()) {
      this.session.keepOpen()
      if (await this.signInAgain()) return
      this.session.leave()
    }
    this.unsaved.giveUp()
    const queryParams = how === 'expired' ? { return: this.router.url, ended: how } : {}
    await this.router.navigate(['/sign-in'], { queryParams })
  }

  /** Over the page that holds the input; true once the same person is signed in again. */
  private async signInAgain(): Promise<boolean> {
    if (this.askingAgain) return this.askingAgain
    const { askToSignInAgain } = await import('./sign-in-again')
    this.askingAgain ??= askToSignInAgain(this.dialog).finally(() => (this.askingAgain = undefined))
    return this.askingAgain
  }

  private matches(query: string) {
    const matches$ = this.screen.observe(query).pipe(map(({ matches }) => matches))
    return toSignal(matches$, { initialValue: this.screen.isMatched(query) })
  }
}
