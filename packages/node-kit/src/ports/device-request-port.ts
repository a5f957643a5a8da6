/** What a realm has decided about requests that name a device for one sign-on. */
export interface DeviceRequestPort {
  /** Key that an application signs its requests with; undefined when the realm has none of that name. A secret: never in state, a text or a trace. */
  key(realm: string, application: string): Promise<string | undefined>;
}
