/** Webhooks of the realms. */
export interface WebhookPort {
  /** Whether the realm has one of this name. */
  exists(realm: string, name: string): Promise<boolean>;
}
