using System.Net;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Who may do what.</summary>
public class RoleTests(GuardedServer shared) : IClassFixture<GuardedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public void Routes_need_these_roles()
    {
        string[] routes = [.. _server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(RolesOf).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(RouteRoles.All.Split('\n').Order(StringComparer.Ordinal), routes);
    }

    [Theory]
    [InlineData("reader", "GET", "/system", HttpStatusCode.OK)]
    [InlineData("reader", "HEAD", "/system", HttpStatusCode.OK)]
    [InlineData("reader", "POST", "/tools/lookup", HttpStatusCode.OK)]
    [InlineData("reader", "POST", "/instances/x/attachments/dicom/verify-md5", HttpStatusCode.BadRequest)]
    [InlineData("reader", "POST", "/instances/x/attachments/dicom/compress", HttpStatusCode.Forbidden)]
    [InlineData("reader", "POST", "/instances", HttpStatusCode.Forbidden)]
    [InlineData("reader", "POST", "/tools/bulk-delete", HttpStatusCode.Forbidden)]
    [InlineData("reader", "DELETE", "/studies/x", HttpStatusCode.Forbidden)]
    [InlineData("reader", "GET", "/studies/x?_method=DELETE", HttpStatusCode.Forbidden)]
    [InlineData("reader", "GET", "/nope", HttpStatusCode.NotFound)]
    [InlineData("reader", "FOO", "/changes", HttpStatusCode.Forbidden)]
    [InlineData("writer", "POST", "/instances", HttpStatusCode.BadRequest)]
    [InlineData("writer", "PUT", "/studies/x/labels/l", HttpStatusCode.NotFound)]
    [InlineData("writer", "PUT", "/patients/x/protected", HttpStatusCode.Forbidden)]
    [InlineData("writer", "DELETE", "/studies/x/labels/l", HttpStatusCode.Forbidden)]
    [InlineData("writer", "POST", "/tools/bulk-delete", HttpStatusCode.Forbidden)]
    [InlineData("deleter", "DELETE", "/studies/x", HttpStatusCode.NotFound)]
    [InlineData("deleter", "DELETE", "/studies/x/metadata/1024", HttpStatusCode.NotFound)]
    [InlineData("deleter", "POST", "/tools/bulk-delete", HttpStatusCode.BadRequest)]
    [InlineData("deleter", "DELETE", "/changes", HttpStatusCode.Forbidden)]
    [InlineData("deleter", "DELETE", "/exports", HttpStatusCode.Forbidden)]
    [InlineData("deleter", "GET", "/studies", HttpStatusCode.Forbidden)]
    [InlineData("deleter", "PUT", "/studies/x/labels/l", HttpStatusCode.Forbidden)]
    [InlineData("admin", "GET", "/studies", HttpStatusCode.OK)]
    [InlineData("admin", "DELETE", "/exports", HttpStatusCode.OK)]
    [InlineData("admin", "DELETE", "/studies/x", HttpStatusCode.NotFound)]
    [InlineData("admin", "PUT", "/patients/x/protected", HttpStatusCode.NotFound)]
    [InlineData("admin", "FOO", "/changes", HttpStatusCode.MethodNotAllowed)]
    public async Task User_may_do_what_the_roles_say(string user, string method, string path, HttpStatusCode expected)
    {
        HttpContent? body = method is "POST" or "PUT" ? new StringContent(path == "/tools/lookup" ? "1.2.3" : "") : null;

        (await _server.Client.SendAsync(new HttpMethod(method), path, body, GuardedServer.As(user))).Is(expected);
    }

    [Fact]
    public async Task Method_given_in_a_header_needs_the_role_of_the_method_that_is_meant()
    {
        (await _server.Client.PostAsync("/studies/x", [], GuardedServer.As("writer"), ("X-HTTP-Method-Override", "DELETE"))).IsError(HttpStatusCode.Forbidden, 45);
        (await _server.Client.PostAsync("/studies/x", [], GuardedServer.As("deleter"), ("X-HTTP-Method-Override", "DELETE"))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Refusal_says_which_role_is_missing()
    {
        Reply reply = (await _server.Client.DeleteAsync("/studies/x", GuardedServer.As("reader"))).IsError(HttpStatusCode.Forbidden, 45);

        Assert.Equal("DELETE /studies/x needs the role Delete, which reader does not have", reply.Field("Details"));
        Assert.Null(reply["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData("/studies", HttpStatusCode.OK)]
    [InlineData("//studies//", HttpStatusCode.OK)]
    [InlineData("/studies/x/series", HttpStatusCode.NotFound)]
    [InlineData("/instances/x/attachments/1100/data", HttpStatusCode.NotFound)]
    [InlineData("/", HttpStatusCode.Forbidden)]
    [InlineData("/system", HttpStatusCode.Forbidden)]
    [InlineData("/nope", HttpStatusCode.Forbidden)]
    [InlineData("/STUDIES", HttpStatusCode.Forbidden)]
    [InlineData("/studies/../patients", HttpStatusCode.Forbidden)]
    [InlineData("/studies/%2e%2e/patients", HttpStatusCode.Forbidden)]
    [InlineData("/studies/..%2Fpatients", HttpStatusCode.NotFound)]
    [InlineData("/studies%2F..%2Fpatients", HttpStatusCode.Forbidden)]
    [InlineData("/studies/.//../patients", HttpStatusCode.NotFound)]
    [InlineData("/studies\\..\\patients", HttpStatusCode.Forbidden)]
    [InlineData("/instances/x/attachments/1100/../dicom/data", HttpStatusCode.Forbidden)]
    [InlineData("/instances/x/attachments/1100%2F..%2Fdicom/data", HttpStatusCode.Forbidden)]
    [InlineData("/instances/x/attachments/01100", HttpStatusCode.Forbidden)]
    [InlineData("/instances/x", HttpStatusCode.Forbidden)]
    [InlineData("/patients?/studies", HttpStatusCode.Forbidden)]
    [InlineData("/patients#/studies", HttpStatusCode.Forbidden)]
    public async Task User_with_scopes_gets_nowhere_else(string path, HttpStatusCode expected)
    {
        (string name, string value) = GuardedServer.As("kept");

        string reply = await RawConnection.AskAsync(_server.Client.Uri, $"GET {path} HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {(int)expected} ", reply, StringComparison.Ordinal);
    }

    private static IEnumerable<string> RolesOf(RouteEndpoint route)
    {
        string pattern = "/" + string.Join('/', route.RoutePattern.RawText!.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select((part, i) => i == 0 && part is "patients" or "studies" or "series" or "instances" ? "L" : part));
        return route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method =>
            $"{method} {pattern} {(RouteNeeds.IsOpen(route) ? "everybody" : RouteNeeds.RoleOf(route, method))}");
    }
}
