/**
 * Number of the shape in which this release keeps runs. It goes up whenever something that nodes decide by is kept in another place or by another name: a run that was written in another shape would lack
 * it, and what is not there must not be taken for what was never said.
 */
export const SESSION_SHAPE = 2;

/**
 * Shapes that this release goes on with. A new shape is read by one release before the next one writes it, so that of two adjacent releases side by side each reads what the other wrote. Any other run has
 * expired: whoever signs on begins again.
 */
export const READ_SESSION_SHAPES: ReadonlySet<unknown> = new Set([SESSION_SHAPE]);
