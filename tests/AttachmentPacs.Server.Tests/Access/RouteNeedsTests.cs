using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>What a route says of who may use it.</summary>
public class RouteNeedsTests
{
    [Theory]
    [InlineData("GET", Role.Read)]
    [InlineData("HEAD", Role.Read)]
    [InlineData("POST", Role.Write)]
    [InlineData("PUT", Role.Write)]
    [InlineData("DELETE", Role.Delete)]
    [InlineData("get", Role.Write)]
    [InlineData("FOO", Role.Write)]
    public async Task Role_is_the_methods_unless_the_route_says_another(string method, Role expected)
    {
        Assert.Equal(expected, RouteNeeds.RoleOf(null, method));
        Assert.Equal(expected, RouteNeeds.RoleOf(await EndpointAsync(route => route), method));
        Assert.Equal(Role.Admin, RouteNeeds.RoleOf(await EndpointAsync(route => route.Needs(Role.Admin)), method));
    }

    [Fact]
    public async Task Route_that_is_open_to_all_is_reached_without_a_user_and_no_other_is()
    {
        int reached = 0;
        var http = new DefaultHttpContext();
        http.SetEndpoint(await EndpointAsync(route => route.OpenToAll()));

        // Who would ask for a user would fail here for want of an authenticator.
        await new AccessMiddleware(
            _ =>
            {
                reached++;
                return Task.CompletedTask;
            },
            null!, null!).InvokeAsync(http);

        Assert.Equal(1, reached);
        Assert.False(RouteNeeds.IsOpen(await EndpointAsync(route => route)));
        Assert.False(RouteNeeds.IsOpen(await EndpointAsync(route => route.Needs(Role.Read))));
        Assert.False(RouteNeeds.IsOpen(null));
    }

    private static async Task<Endpoint> EndpointAsync(Func<RouteHandlerBuilder, RouteHandlerBuilder> mark)
    {
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        mark(app.MapGet("/x", () => "x"));
        return Assert.Single(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints));
    }
}
