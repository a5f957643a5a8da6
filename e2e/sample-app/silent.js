// Hands the answer of the frame to the page that it stands in.
parent.postMessage(location.search, location.origin);
