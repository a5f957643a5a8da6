/// <reference path="./qrcode-core.d.ts" />
import QRCode from 'qrcode/lib/core/qrcode.js';

/** A QR code as one path of a square drawing, error correction level L, with a quiet zone of four modules. `size` is the length of its side. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'L' });
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) if (modules.get(row, column)) path += `M${column + 4} ${row + 4}h1v1h-1z`;
  }
  return { size: modules.size + 8, path };
}
