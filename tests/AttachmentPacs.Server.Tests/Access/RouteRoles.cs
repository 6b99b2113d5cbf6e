namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Every route with the role it needs: a new route is written down here by somebody who has thought about who may use it.</summary>
internal static class RouteRoles
{
    /// <summary>Method, path, role (or "everybody"), in the order of characters; L is patients, studies, series and instances.</summary>
    public const string All = """
        DELETE /L/{id} Delete
        DELETE /L/{id}/attachments/{name} Delete
        DELETE /L/{id}/labels/{label} Delete
        DELETE /L/{id}/metadata/{name} Delete
        DELETE /changes Admin
        DELETE /exports Admin
        GET / Read
        GET /L Read
        GET /L/{id} Read
        GET /L/{id}/attachments Read
        GET /L/{id}/attachments/{name} Read
        GET /L/{id}/attachments/{name}/compressed-data Read
        GET /L/{id}/attachments/{name}/compressed-md5 Read
        GET /L/{id}/attachments/{name}/compressed-size Read
        GET /L/{id}/attachments/{name}/data Read
        GET /L/{id}/attachments/{name}/info Read
        GET /L/{id}/attachments/{name}/is-compressed Read
        GET /L/{id}/attachments/{name}/md5 Read
        GET /L/{id}/attachments/{name}/size Read
        GET /L/{id}/content/{**path} Read
        GET /L/{id}/file Read
        GET /L/{id}/header Read
        GET /L/{id}/instances Read
        GET /L/{id}/instances-tags Read
        GET /L/{id}/labels Read
        GET /L/{id}/labels/{label} Read
        GET /L/{id}/metadata Read
        GET /L/{id}/metadata/{name} Read
        GET /L/{id}/patient Read
        GET /L/{id}/protected Read
        GET /L/{id}/series Read
        GET /L/{id}/shared-tags Read
        GET /L/{id}/simplified-tags Read
        GET /L/{id}/statistics Read
        GET /L/{id}/studies Read
        GET /L/{id}/study Read
        GET /L/{id}/tags Read
        GET /changes Read
        GET /exports Read
        GET /jobs Read
        GET /modalities Read
        GET /peers Read
        GET /plugins Read
        GET /queries Read
        GET /statistics Read
        GET /system Read
        GET /tools Read
        GET /tools/generate-uid Read
        GET /tools/labels Read
        GET /tools/now Read
        GET /tools/now-local Read
        POST /L Write
        POST /L/{id}/attachments/{name}/compress Write
        POST /L/{id}/attachments/{name}/uncompress Write
        POST /L/{id}/attachments/{name}/verify-md5 Read
        POST /tools/bulk-delete Delete
        POST /tools/lookup Read
        PUT /L/{id}/attachments/{name} Write
        PUT /L/{id}/labels/{label} Write
        PUT /L/{id}/metadata/{name} Write
        PUT /L/{id}/protected Admin
        """;
}
