import { outputOf } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { useEffect, useState } from 'preact/hooks';
import { describeBrowser } from './describe-browser.ts';
import { findPlace, type Place, placePermission } from './find-place.ts';
import { inputName } from './step-inputs.ts';

/** How far the page is with the profile: nothing to do, at it, asking the person for the place, looking for it, or done with what came of it. */
export type ProfileState = 'none' | 'collecting' | 'asking' | 'locating' | 'located' | 'unlocated' | 'done';

export interface DeviceProfileOnPage {
  readonly state: ProfileState;
  /** Whether the step is about nothing else, and goes on by itself. */
  readonly alone: boolean;
  /** The person lets the browser tell where it is. */
  share(): void;
  /** The person does not. */
  goWithout(): void;
}

/**
 * Gathers the profile that a step asks for. The place is looked for only when the person has allowed it, here or in the browser; without it the profile is good as well.
 * @param collected takes the profile for an input; `final` when nothing more will come
 */
export function useDeviceProfile(step: WireStep, collected: (name: string, profile: string, final: boolean) => void): DeviceProfileOnPage {
  const callback = step.callbacks.find(({ type }) => type === 'DeviceProfileCallback');
  const name = inputName(callback);
  const [state, setState] = useState<ProfileState>(callback === undefined ? 'none' : 'collecting');
  const wantsPlace = callback !== undefined && outputOf(callback, 'location') === true;
  const tell = (place: Place | undefined, final: boolean) => {
    if (callback === undefined || name === undefined) return;
    const profile = describeBrowser(outputOf(callback, 'metadata') === true);
    collected(name, JSON.stringify({ ...profile, ...(wantsPlace ? { location: place ?? {} } : {}) }), final);
  };
  const share = async () => {
    setState('locating');
    const place = await findPlace();
    setState(place === undefined ? 'unlocated' : 'located');
    tell(place, true);
  };
  const begin = async () => {
    if (name === undefined) return;
    // Whoever goes on before the place is found goes on without it.
    tell(undefined, !wantsPlace);
    const permission = wantsPlace ? await placePermission() : undefined;
    if (permission === 'granted') return share();
    setState(permission === 'prompt' ? 'asking' : 'done');
    if (permission === 'denied') tell(undefined, true);
  };
  // A step that looks different has a component of its own, so this runs once for each.
  useEffect(() => void begin(), []);
  return {
    state,
    alone: callback !== undefined && step.callbacks.every((one) => one === callback || one.input === undefined),
    share: () => void share(),
    goWithout: () => {
      setState('done');
      tell(undefined, true);
    },
  };
}
