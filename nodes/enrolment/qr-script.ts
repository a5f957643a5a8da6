/** The script that AM's pages run to draw the code; every character but letters and digits is escaped (AM). */
export function qrScript(uri: string): string {
  const text = uri.replaceAll(/[^A-Za-z0-9]/g, (char) => `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  return `window.QRCodeReader.createCode({ id: 'callback_0', text: '${text}', version: '20', code: 'L' });`;
}
