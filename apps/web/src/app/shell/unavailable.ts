import { ChangeDetectionStrategy, Component, computed, inject, input, numberAttribute } from '@angular/core'
import { Router } from '@angular/router'
import { Failure } from '../data/failure'
import { ErrorState } from '../ui/state-view'

/** In place of a page, when the server could not say who is signed in. */
@Component({
  selector: 'app-unavailable',
  imports: [ErrorState],
  template: `<main><ui-error [failure]="failure()" (retry)="retry()" /></main>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Unavailable {
  private readonly router = inject(Router)
  readonly return = input<string>()
  readonly status = input(0, { transform: numberAttribute })
  readonly message = input<string>()
  readonly request = input<string>()
  protected readonly failure = computed(
    () => new Failure(this.status(), 'unavailable', this.message() ?? '', {}, this.request()),
  )

  protected retry() {
    return this.router.navigateByUrl(this.return() ?? '/')
  }
}
