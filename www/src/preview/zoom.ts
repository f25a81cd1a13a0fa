export type Zoom = "fit" | number;

const steps = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3];

export function closer(scale: number): number {
  return steps.find(step => step > scale + 0.01) ?? 3;
}

export function farther(scale: number): number {
  return steps.findLast(step => step < scale - 0.01) ?? 0.1;
}

export interface Size { readonly width: number; readonly height: number }

/** All of it if that is nearly as large as its width allows, else its width; never larger than life. */
export function fitting(room: Size, sheet: Size): number {
  if (sheet.width <= 0 || sheet.height <= 0 || room.width <= 0) return 1;
  const across = Math.min(1, room.width / sheet.width);
  const whole = Math.min(across, room.height / sheet.height);
  return Math.max(0.05, whole >= across * 0.72 ? whole : across);
}
