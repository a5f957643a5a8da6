/** What every dialog about a provider is given. */
export interface ProviderDialogProps<P> {
  readonly realm: string;
  readonly provider: P;
  readonly close: () => void;
}
