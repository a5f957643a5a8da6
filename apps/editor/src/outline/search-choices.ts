import type { Choice } from './pick-dialog.tsx';

/** Finds choices by the words that are typed; those that begin so come first. */
export function searchChoices(choices: readonly Choice[]): (text: string) => readonly Choice[] {
  return (text) => {
    const wanted = text.trim().toLowerCase();
    const words = wanted.split(/\s+/);
    const rank = ({ label }: Choice) => (label.toLowerCase().startsWith(wanted) ? 0 : 1);
    return choices
      .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
      .toSorted((one, other) => rank(one) - rank(other));
  };
}
