import { ChangeDetectionStrategy, Component, input } from '@angular/core'

/** A tag in its colour. The colour is a dot and a tint, never the text's, so that any of them can be read. */
@Component({
  selector: 'ui-tag',
  template: `<bdi>{{ name() }}</bdi
    ><ng-content />`,
  host: { '[style.--tag]': 'colour()' },
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      max-inline-size: 100%;
      padding: 2px 10px 2px 8px;
      border-radius: 999px;
      border: 1px solid color-mix(in srgb, var(--tag) 45%, transparent);
      background: color-mix(in srgb, var(--tag) 14%, var(--mat-sys-surface-container-lowest));
      color: var(--mat-sys-on-surface);
      font: var(--mat-sys-label-medium);
    }
    :host::before {
      content: '';
      flex: none;
      inline-size: 8px;
      block-size: 8px;
      border-radius: 50%;
      background: var(--tag);
      box-shadow: 0 0 0 1px color-mix(in srgb, var(--mat-sys-on-surface) 25%, transparent);
    }
    bdi {
      overflow: hidden;
      text-overflow: ellipsis;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TagChip {
  readonly name = input.required<string>()
  readonly colour = input.required<string>()
}
