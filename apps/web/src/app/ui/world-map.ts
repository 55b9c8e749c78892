import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core'
import { Formats } from './formats'
import { WorldOutlines } from './world-outlines'

export interface CountryValue {
  readonly code: string
  readonly value: number
  /** The value as people read it. */
  readonly text: string
}

/**
 * Countries in shades of their values. It is a picture: pointing tells a country's value and a click picks it, and who
 * cannot point finds the same in the list or table that stands beside it.
 */
@Component({
  selector: 'ui-world-map',
  template: `
    @if (outlines.value(); as world) {
      <svg
        viewBox="60 0 940 440"
        role="img"
        [attr.aria-label]="label()"
        (pointermove)="point($event)"
        (pointerleave)="pointed.set(undefined)"
      >
        @for (shape of shapes(); track shape.code) {
          <path
            [attr.d]="shape.path"
            [attr.data-code]="shape.code"
            [class.known]="shape.depth > 0"
            [style.--depth.%]="shape.depth"
          />
        }
        @for (dot of dots(); track dot.code) {
          <circle
            class="known"
            r="4"
            [attr.cx]="dot.x"
            [attr.cy]="dot.y"
            [attr.data-code]="dot.code"
            [style.--depth.%]="dot.depth"
          />
        }
      </svg>
      @if (pointed(); as at) {
        <div
          class="tip"
          aria-hidden="true"
          [style.inset-block-start.px]="at.y"
          [style.left.px]="at.x"
          [class.before]="at.isFar"
        >
          {{ formats.country(at.code) }}
          <bdi class="number">{{ texts().get(at.code) ?? '–' }}</bdi>
        </div>
      }
    }
  `,
  // Who cannot click has the list; a map of 173 stops is no way to walk with keys.
  host: { '(click)': 'choose($event)' },
  styles: `
    :host {
      display: block;
      position: relative;
      aspect-ratio: 940 / 440;
      min-inline-size: 0;
    }
    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
    }
    path,
    circle {
      fill: var(--mat-sys-surface-container-high);
      stroke: var(--mat-sys-surface-container-lowest);
      stroke-width: 0.6;
      vector-effect: non-scaling-stroke;
      transition: fill 0.15s;
    }
    .known {
      fill: color-mix(in oklab, var(--chart-1) var(--depth), var(--map-shallow));
      cursor: pointer;
    }
    .known:hover {
      fill: var(--chart-2);
    }
    .tip {
      position: absolute;
      z-index: 1;
      translate: 12px -120%;
      display: grid;
      padding: var(--space-2) var(--space-3);
      border-radius: 8px;
      background: var(--mat-sys-inverse-surface);
      color: var(--mat-sys-inverse-on-surface);
      font: var(--mat-sys-body-small);
      white-space: nowrap;
      pointer-events: none;
    }
    .tip.before {
      translate: calc(-100% - 12px) -120%;
    }
    .tip bdi {
      font-weight: 650;
      font-size: 0.875rem;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WorldMap {
  protected readonly formats = inject(Formats)
  protected readonly outlines = inject(WorldOutlines).all
  readonly label = input.required<string>()
  readonly values = input.required<readonly CountryValue[]>()
  /** The code of the country that was clicked, of those with a value. */
  readonly pick = output<string>()
  protected readonly pointed = signal<{ code: string; x: number; y: number; isFar: boolean } | undefined>(undefined)
  protected readonly texts = computed(() => new Map(this.values().map(({ code, text }) => [code, text])))
  /** In percent of the darkest. Roots, because one large country would leave all others pale. */
  private readonly depths = computed(() => {
    const largest = Math.max(...this.values().map(({ value }) => value), 0)
    const depth = (value: number) => (value > 0 ? Math.max(6, Math.round(100 * Math.sqrt(value / largest))) : 0)
    return new Map(this.values().map(({ code, value }) => [code, depth(value)]))
  })
  protected readonly shapes = computed(() =>
    Object.entries(this.outlines.value()?.shapes ?? {}).map(([code, path]) => ({
      code,
      path,
      depth: this.depths().get(code) ?? 0,
    })),
  )
  protected readonly dots = computed(() =>
    Object.entries(this.outlines.value()?.dots ?? {}).flatMap(([code, [x, y]]) => {
      const depth = this.depths().get(code) ?? 0
      return depth ? [{ code, x, y, depth }] : []
    }),
  )

  protected point(event: PointerEvent) {
    const code = codeAt(event)
    const box = (event.currentTarget as Element).getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    this.pointed.set(code ? { code, x, y, isFar: x > box.width / 2 } : undefined)
  }

  protected choose(event: Event) {
    const code = codeAt(event)
    if (code && this.texts().has(code)) this.pick.emit(code)
  }
}

function codeAt({ target }: Event): string | undefined {
  return (target as SVGElement).dataset['code']
}
