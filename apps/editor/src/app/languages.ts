/** Languages that the person reads, best first. */
export function wishes(): readonly string[] {
  const chosen = chosenLanguage();
  return chosen === null ? navigator.languages : [chosen, ...navigator.languages];
}

/** A browser that lets pages keep nothing does not let them look either. */
function chosenLanguage(): string | null {
  try {
    return localStorage.getItem('waygate-language');
  } catch {
    return null;
  }
}
