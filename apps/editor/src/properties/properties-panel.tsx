export function PropertiesPanel() {
  return null;
}
