import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialogModule } from '@angular/material/dialog'
import { MatSlideToggleModule } from '@angular/material/slide-toggle'
import { TranslocoDirective } from '@jsverse/transloco'
import { Session } from '../../data/session'
import { places } from '../places'
import { Letters } from './letters'

/** What the keys do, and the switch that turns single letters off. */
@Component({
  selector: 'app-key-sheet',
  imports: [MatButtonModule, MatDialogModule, MatSlideToggleModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'keys'">
      <h2 mat-dialog-title>{{ t('heading') }}</h2>
      <mat-dialog-content>
        <mat-slide-toggle [checked]="single.on()" (change)="single.on.set($event.checked)">
          {{ t('letters') }}
        </mat-slide-toggle>
        <dl>
          <div>
            <dt><kbd>Ctrl</kbd> <kbd>K</kbd></dt>
            <dd>{{ t('palette') }}</dd>
          </div>
          @for (key of letters; track key.name) {
            <div [class.off]="!single.on()">
              <dt>
                <kbd>{{ key.key }}</kbd>
              </dt>
              <dd>{{ t(key.name) }}</dd>
            </div>
          }
          @for (place of reachable(); track place.key) {
            <div [class.off]="!single.on()">
              <dt>
                <kbd>g</kbd> <kbd>{{ place.letter }}</kbd>
              </dt>
              <dd *transloco="let shell; prefix: 'shell'">{{ shell(place.key) }}</dd>
            </div>
          }
        </dl>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
      gap: var(--space-2) var(--space-5);
      margin: var(--space-5) 0 0;
    }
    dl div {
      display: flex;
      align-items: center;
      gap: var(--space-3);
      min-block-size: 32px;
    }
    dt {
      flex: none;
      min-inline-size: 76px;
    }
    dd {
      margin: 0;
    }
    .off {
      opacity: 0.45;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeySheet {
  private readonly session = inject(Session)
  protected readonly single = inject(Letters)
  protected readonly letters = [
    { key: '/', name: 'search' },
    { key: 'j', name: 'next' },
    { key: 'k', name: 'previous' },
    { key: 'x', name: 'select' },
    { key: 'p', name: 'preview' },
    { key: 'e', name: 'edit' },
    { key: '?', name: 'sheet' },
  ] as const
  protected readonly reachable = computed(() => places.filter(({ permission }) => this.session.can(permission)))
}
