declare module 'qrcode/lib/core/qrcode.js' {
  interface Matrix {
    readonly size: number;
    get(row: number, column: number): number | boolean;
  }
  const QRCode: { create(text: string, options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' }): { readonly modules: Matrix } };
  export default QRCode;
}
