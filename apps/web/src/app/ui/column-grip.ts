import { ChangeDetectionStrategy, Component, ElementRef, inject, output } from '@angular/core'

/**
 * The edge of a header that is drawn to make its column wider or narrower. For the mouse and the finger only: the column
 * chooser has the buttons that do the same by keyboard.
 */
@Component({
  selector: 'ui-column-grip',
  template: '',
  styles: `
    :host {
      position: absolute;
      inset-block: 0;
      inset-inline-end: -5px;
      z-index: 3;
      inline-size: 10px;
      cursor: col-resize;
      touch-action: none;
    }
    :host::after {
      content: '';
      position: absolute;
      inset-block: 25%;
      inset-inline-start: 4px;
      inline-size: 2px;
      border-radius: 1px;
      background: transparent;
    }
    :host(:hover)::after,
    :host(:active)::after {
      background: var(--mat-sys-outline);
    }
    @media (max-width: 700px) {
      :host {
        display: none;
      }
    }
  `,
  host: {
    'aria-hidden': 'true',
    '(pointerdown)': 'begin($event)',
    '(click)': '$event.stopPropagation()',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ColumnGrip {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
  /** The width that the column is drawn to, in pixels. */
  readonly drawn = output<number>()

  protected begin(event: PointerEvent) {
    event.preventDefault()
    event.stopPropagation()
    const header = this.element.closest('th')
    if (!header) return
    const from = event.clientX
    const width = header.getBoundingClientRect().width
    const onwards = getComputedStyle(header).direction === 'rtl' ? -1 : 1
    const move = ({ clientX }: PointerEvent) => this.drawn.emit(width + onwards * (clientX - from))
    const end = () => {
      this.element.removeEventListener('pointermove', move)
      this.element.removeEventListener('pointerup', end)
      this.element.removeEventListener('pointercancel', end)
    }
    this.element.setPointerCapture(event.pointerId)
    this.element.addEventListener('pointermove', move)
    this.element.addEventListener('pointerup', end)
    this.element.addEventListener('pointercancel', end)
  }
}
