export function JourneysPage() {
  return null;
}
