export function ConnectionsPanel() {
  return null;
}
