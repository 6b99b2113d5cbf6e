using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Core.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Core.Tests.Modalities;

public sealed class CallerPolicyTests : IAsyncLifetime
{
    private readonly DicomOptions _options = new()
    {
        Modalities =
        {
            ["ct"] = new() { AeTitle = "CT", Host = "10.0.0.5", Addresses = ["10.1.0.0/16"] },
            ["second"] = new() { AeTitle = "CT", Host = "10.0.0.6", AllowStore = false },
            ["named"] = new() { AeTitle = "NAMED", Host = "named.example", AllowEcho = false, AllowStorageCommitment = false },
            ["lost"] = new() { AeTitle = "LOST", Host = "lost.example", Addresses = ["10.0.0.7"] },
        },
    };

    private TestArchive? _archive;

    public async Task InitializeAsync() => _archive = await TestArchive.OpenAsync();

    public async Task DisposeAsync() => await _archive!.DisposeAsync();

    [Theory]
    [InlineData("CT", "10.0.0.5", "Store", "ct")]
    [InlineData(" CT  ", "::ffff:10.0.0.5", "Echo", "ct")]
    [InlineData("CT", "10.1.255.1", "StorageCommitment", "ct")]
    [InlineData("CT", "10.0.0.6", "Echo", "second")]
    [InlineData("NAMED", "192.0.2.1", "Store", "named")]
    [InlineData("NAMED", "2001:db8::1", "Store", "named")]
    [InlineData("LOST", "10.0.0.7", "Store", "lost")]
    [InlineData("NOBODY", "203.0.113.1", "Echo", null)]
    [InlineData("NOBODY", "203.0.113.1", "Store", null)]
    public async Task Caller_that_may_is_told_so(string title, string from, string request, string? modality)
    {
        CallerDecision decision = await DecideAsync(title, from, request);

        Assert.Equal((true, ""), (decision.IsAllowed, decision.Refusal));
        Assert.Equal(modality, decision.Modality?.Name);
    }

    [Theory]
    [InlineData("CT", "10.0.0.6", "Store", "Modality second may not do that: its AllowStore is false")]
    [InlineData("NAMED", "192.0.2.1", "Echo", "Modality named may not do that: its AllowEcho is false")]
    [InlineData("NAMED", "192.0.2.1", "StorageCommitment", "Modality named may not do that: its AllowStorageCommitment is false")]
    [InlineData("NAMED", "192.0.2.9", "Store", "Modality named may not call from 192.0.2.9: add it to its Addresses, or correct its Host named.example")]
    [InlineData("CT", "203.0.113.1", "Echo",
        "Modality ct may not call from 203.0.113.1: add it to its Addresses, or correct its Host 10.0.0.5; Modality second may not call from 203.0.113.1: add it to its Addresses, or correct its Host 10.0.0.6")]
    [InlineData("LOST", "10.0.0.8", "Echo", "Modality lost may not call from 10.0.0.8, which is none of its Addresses: Host lost.example cannot be resolved: No such host")]
    [InlineData("NOBODY", "127.0.0.1", "StorageCommitment", "AE title \"NOBODY\" is no modality's: add it (PUT /modalities/{name})")]
    [InlineData("   ", "127.0.0.1", "Echo", "The calling AE title is none: expected 1 to 16 characters of ASCII without backslash")]
    [InlineData("A\nB", "127.0.0.1", "Store", "The calling AE title is none: expected 1 to 16 characters of ASCII without backslash")]
    [InlineData("ct", "10.0.0.5", "StorageCommitment", "AE title \"ct\" is no modality's: add it (PUT /modalities/{name})")]
    public async Task Caller_that_may_not_is_told_why(string title, string from, string request, string why)
    {
        CallerDecision decision = await DecideAsync(title, from, request);

        Assert.Equal((false, why), (decision.IsAllowed, decision.Refusal));
    }

    [Fact]
    public async Task Unknown_caller_has_what_is_always_allowed_and_no_more()
    {
        _options.AlwaysAllowEcho = false;
        _options.AlwaysAllowStore = false;

        Assert.Equal("AE title \"NOBODY\" is no modality's: add it (PUT /modalities/{name}), or set Dicom:AlwaysAllowEcho", (await DecideAsync("NOBODY", "127.0.0.1", "Echo")).Refusal);
        Assert.Equal("AE title \"NOBODY\" is no modality's: add it (PUT /modalities/{name}), or set Dicom:AlwaysAllowStore", (await DecideAsync("NOBODY", "127.0.0.1", "Store")).Refusal);
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("0.0.0.0", null, false)]
    [InlineData("10.0.0.1", null, false)]
    [InlineData("10.0.0.1", true, true)]
    [InlineData("127.0.0.1", false, false)]
    public async Task Unknown_caller_may_store_where_only_this_machine_calls_unless_it_is_said(string address, bool? said, bool expected)
    {
        _options.Address = address;
        _options.AlwaysAllowStore = said;

        Assert.Equal(expected, (await DecideAsync("NOBODY", "10.9.9.9", "Store")).IsAllowed);
    }

    [Fact]
    public async Task Without_a_check_of_hosts_a_known_title_may_call_from_anywhere()
    {
        _options.CheckModalityHost = false;

        Assert.Equal("ct", (await DecideAsync("CT", "203.0.113.1", "Store")).Modality?.Name);
        Assert.True((await DecideAsync("LOST", "203.0.113.1", "Store")).IsAllowed);
        Assert.False((await DecideAsync("NAMED", "203.0.113.1", "Echo")).IsAllowed);
    }

    private async Task<CallerDecision> DecideAsync(string title, string from, string request)
    {
        using ModalityRegistry registry = await ModalityRegistry.OpenAsync(_archive!.Index, _options, NullLogger<ModalityRegistry>.Instance, default);
        var policy = new CallerPolicy(registry, _options, new HostAddresses(ResolveAsync, TimeProvider.System));
        return await policy.DecideAsync(title, IPAddress.Parse(from), Enum.Parse<CallerRequest>(request), default);
    }

    private static Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => host == "named.example"
        ? Task.FromResult<IPAddress[]>([IPAddress.Parse("::ffff:192.0.2.1"), IPAddress.Parse("2001:db8::1")])
        : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound, "No such host"));
}
