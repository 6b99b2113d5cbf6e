using AttachmentPacs.Server.Hosting;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>Who may stay on a thread that waits for sockets. A thread of its own stands for one.</summary>
public class SocketThreadsTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Route_stays_if_it_is_short_and_goes_to_the_pool_otherwise(bool isShort, bool isOnPool)
    {
        var http = new DefaultHttpContext();
        http.SetEndpoint(EndpointOf(isShort));

        Assert.Equal(isOnPool, OnAThreadOfItsOwn(next => SocketThreads.LeaveAsync(http, next)));
    }

    [Fact]
    public void Request_without_a_route_goes_to_the_pool() =>
        Assert.True(OnAThreadOfItsOwn(next => SocketThreads.LeaveAsync(new DefaultHttpContext(), next)));

    [Fact]
    public void Only_reading_routes_are_short()
    {
        RouteEndpoint[] routes = [.. shared.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(ShortRoutes.Has)];

        Assert.Contains(routes, route => route.RoutePattern.RawText == "/instances/{id}/metadata/");
        Assert.All(routes, route => Assert.Equal(["GET"], route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods));
    }

    private static Endpoint EndpointOf(bool isShort)
    {
        var conventions = new Conventions();
        if (isShort) conventions.IsShort();
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/"), 0);
        foreach (Action<EndpointBuilder> convention in conventions.All) convention(builder);
        return builder.Build();
    }

    private static bool OnAThreadOfItsOwn(Func<RequestDelegate, Task> leave)
    {
        bool? isOnPool = null;
        Task? left = null;
        var thread = new Thread(() => left = leave(_ =>
        {
            isOnPool = Thread.CurrentThread.IsThreadPoolThread;
            return Task.CompletedTask;
        }));
        thread.Start();
        thread.Join();
        Assert.True(left!.Wait(TimeSpan.FromSeconds(30)));
        return isOnPool!.Value;
    }

    private sealed class Conventions : IEndpointConventionBuilder
    {
        public List<Action<EndpointBuilder>> All { get; } = [];

        public void Add(Action<EndpointBuilder> convention) => All.Add(convention);
    }
}
