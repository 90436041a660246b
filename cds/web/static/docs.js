"use strict";

const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  supportedSubmitMethods: place.dataset.demo === "yes" ? ["get", "post"] : [],
});
