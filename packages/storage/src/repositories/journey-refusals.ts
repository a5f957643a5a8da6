import { type JourneyVersionView, WaygateError } from '@waygate/schema';
import { type Draft, viewOf } from './journey-records.ts';

/** The draft has another revision than the one that a change builds on. */
export function draftChanged(present: Draft | undefined): WaygateError {
  return new WaygateError(
    'state',
    'draft.changed',
    'This draft was changed in another window since it was opened here. Nothing was overwritten.',
    {
      details: { draft: present === undefined ? null : viewOf(present) },
    },
  );
}

/** Something else is live than what a change builds on. */
export function baseMoved(name: string, live: JourneyVersionView | undefined): WaygateError {
  const what = live === undefined ? 'was taken away' : `was published by ${live.author} as number ${live.number}`;
  return new WaygateError('state', 'journey.base_moved', `${name} ${what} since this work began. Nothing was changed.`, {
    details: { name, published: live ?? null },
  });
}

/** The name is taken. */
export function exists(name: string): WaygateError {
  return new WaygateError('state', 'journey.exists', `There is a journey ${name} already. Choose another name.`);
}
