export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** How long a browser may look, milliseconds. */
const PATIENCE = 10_000;

/** Whether the browser would ask the person first, before it tells where it is. */
export async function placePermission(): Promise<PermissionState> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state;
  } catch {
    return 'prompt';
  }
}

/** Where the browser is; undefined when it does not know, or the person does not want it to tell. */
export function findPlace(): Promise<Place | undefined> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => resolve({ latitude, longitude }),
      () => resolve(undefined),
      { timeout: PATIENCE, maximumAge: 0 },
    );
  });
}
