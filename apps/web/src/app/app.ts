import { afterNextRender, ChangeDetectionStrategy, Component, DOCUMENT, inject, Injector } from '@angular/core'
import { NavigationEnd, Router, RouterOutlet } from '@angular/router'
import { first } from 'rxjs'

@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template: '<router-outlet />',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  constructor() {
    const [page, injector] = [inject(DOCUMENT), inject(Injector)]
    // What start.js shows until there is a page.
    const leave = () => page.querySelector('app-arrival')?.remove()
    inject(Router)
      .events.pipe(first((event) => event instanceof NavigationEnd))
      .subscribe(() => afterNextRender({ write: leave }, { injector }))
  }
}
