/** Member of what is known beside a person that names the device that they want to use first: its uuid, or a method of PingID's flows. */
export const PRIMARY_DEVICE = 'primaryDevice';
