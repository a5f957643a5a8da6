/** A code of so many digits, each as likely as any other, by the platform's generator. */
export function randomDigits(length: number): string {
  let digits = '';
  while (digits.length < length) {
    // Of 256 values only the first 250 are the same number of each digit.
    for (const value of crypto.getRandomValues(new Uint8Array(length)))
      if (value < 250 && digits.length < length) digits += String(value % 10);
  }
  return digits;
}
