import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { Pictures } from '../data/pictures'

interface Person {
  readonly first_name: string | null
  readonly last_name: string | null
  readonly email: string | null
  readonly avatar_url: string | null
}

/** A colleague's picture, or the initials; the name stands beside it, so readers of screens hear nothing twice. */
@Component({
  selector: 'ui-avatar',
  template: `
    @if (picture(); as source) {
      <img [src]="source" alt="" />
    } @else {
      {{ initials() }}
    }
  `,
  host: { 'aria-hidden': 'true', '[attr.data-size]': 'size()' },
  styles: `
    :host {
      display: inline-grid;
      place-items: center;
      flex: none;
      inline-size: 32px;
      block-size: 32px;
      border-radius: 50%;
      overflow: hidden;
      background: var(--mat-sys-secondary-container);
      color: var(--mat-sys-on-secondary-container);
      font: var(--mat-sys-label-medium);
    }
    :host([data-size='small']) {
      inline-size: 24px;
      block-size: 24px;
      font-size: 10px;
    }
    :host([data-size='large']) {
      inline-size: 88px;
      block-size: 88px;
      font: var(--mat-sys-headline-small);
    }
    img {
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Avatar {
  private readonly pictures = inject(Pictures)
  readonly person = input.required<Person>()
  readonly size = input<'small' | 'medium' | 'large'>('medium')
  protected readonly picture = computed(() => this.pictures.at(this.person().avatar_url)())
  protected readonly initials = computed(() => {
    const { first_name, last_name, email } = this.person()
    const words = [first_name, last_name].filter(Boolean).join(' ') || (email ?? '')
    return words
      .split(/[\s@.]+/)
      .slice(0, 2)
      .map((word) => Array.from(word)[0]?.toLocaleUpperCase() ?? '')
      .join('')
  })
}
