/** What takes out what is known to be secret. */
export interface Masks {
  /** Of any text. */
  readonly own: (text: string) => string;
  /** Of a text that is somebody else's, such as the message of a library. */
  readonly foreign: (text: string) => string;
}
