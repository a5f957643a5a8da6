const FORM = /^\(usr!(.+)\)$/s;

/** A person as AM names one in `sub`. */
export function subjectOf(username: string): string {
  return `(usr!${username})`;
}

/** @returns the user name, undefined when it is no such subject */
export function usernameOf(subject: string): string | undefined {
  return FORM.exec(subject)?.[1];
}
