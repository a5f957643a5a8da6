/** Languages that the person reads, best first. */
export function wishes(): readonly string[] {
  const chosen = localStorage.getItem('waygate-language');
  return chosen === null ? navigator.languages : [chosen, ...navigator.languages];
}
