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
import { MatIconModule } from '@angular/material/icon'
import { MatSidenavModule } from '@angular/material/sidenav'
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { filter, map } from 'rxjs'
import { Realtime } from '../data/realtime'
import { Session } from '../data/session'
import { BulkProgress } from '../pages/customers/bulk-progress'
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
    this.session.ended.pipe(takeUntilDestroyed()).subscribe((how) => this.leave(how))
    effect(() => {
      if (!this.narrow()) this.drawerOpen.set(false)
    })
  }

  protected skip(event: Event) {
    event.preventDefault()
    this.main().nativeElement.focus()
  }

  private leave(how: 'signed-out' | 'expired') {
    const queryParams = how === 'expired' ? { return: this.router.url, ended: how } : {}
    void this.router.navigate(['/sign-in'], { queryParams })
  }

  private matches(query: string) {
    const matches$ = this.screen.observe(query).pipe(map(({ matches }) => matches))
    return toSignal(matches$, { initialValue: this.screen.isMatched(query) })
  }
}
