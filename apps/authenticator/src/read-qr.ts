import jsQR from 'jsqr';

/** Longest side of a picture that is searched, pixels. */
const LARGEST = 1_600;

interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}

/** Finds a QR code in a picture or a frame of the camera: by the browser itself where it can, else by jsQR. */
export async function readQr(source: CanvasImageSource, width: number, height: number): Promise<string | undefined> {
  const native = (globalThis as { BarcodeDetector?: new (options: object) => Detector }).BarcodeDetector;
  if (native !== undefined) {
    try {
      const [found] = await new native({ formats: ['qr_code'] }).detect(source);
      if (found !== undefined) return found.rawValue;
    } catch {
      // Some browsers have the interface and no detector behind it.
    }
  }
  const scale = Math.min(1, LARGEST / Math.max(width, height, 1));
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(width * scale), height: Math.round(height * scale) });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null || canvas.width === 0 || canvas.height === 0) return undefined;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(data, canvas.width, canvas.height)?.data;
}
