// Nothing is asked of other hosts: no validator, and the description is this server's own.
SwaggerUIBundle({
  url: "/openapi/v1.json",
  dom_id: "#api",
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
});
