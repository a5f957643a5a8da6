/**
 * Number of the shape in which this server keeps runs. It goes up whenever something that nodes decide by is kept in another place or by another name: a run that was written in another shape would lack
 * it, and what is not there must not be taken for what was never said. Such a run has expired, also where an older server beside this one has gone on with it.
 */
export const SESSION_SHAPE = 2;
